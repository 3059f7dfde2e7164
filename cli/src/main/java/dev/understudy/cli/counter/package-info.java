/**
 * Clients of the counter guest ({@code guests/counter}) and the judge of what they saw. Knows its three UDP ports and its
 * record on the disk; must never know how the guest is run, nor repeat a plain increment.
 */
package dev.understudy.cli.counter;
