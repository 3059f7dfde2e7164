/**
 * How instructions are encoded: the table of all, their formats, compressed forms, decoding and text. It must never know
 * a hart's state.
 */
package dev.understudy.isa.instruction;
