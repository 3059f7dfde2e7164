/**
 * The person in front of a guest's console: this process's stdin and stdout, raw if they are a terminal. Knows no machine,
 * no network and no command; the only user of JLine.
 */
package dev.understudy.cli.terminal;
