/** Clients of servers in a guest, over TCP: each keeps one connection open and counts what it sees there. */
package dev.understudy.cli.tcp;
