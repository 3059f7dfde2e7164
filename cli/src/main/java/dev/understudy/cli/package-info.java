/** The command line: one class a command. The only place that knows Picocli, and that wires all modules together. */
package dev.understudy.cli;
