/**
 * The log: events, entries, their codec and the journal file. An entry is one event with all its effects at one
 * instruction number. Knows no machine, role, thread or clock; only {@code JournalFile} knows files.
 */
package dev.understudy.vmm.log;
