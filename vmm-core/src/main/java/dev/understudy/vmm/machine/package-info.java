/**
 * The computer: hart, RAM and devices on one bus, a pure function of its initial state and its log. Never knows its role,
 * a clock, a thread or a file.
 */
package dev.understudy.vmm.machine;
