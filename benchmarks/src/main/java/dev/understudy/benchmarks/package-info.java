/**
 * Figures: one class a question, its table in {@code benchmarks/README.md}. Knows every module; none knows it, and nothing in
 * here is shipped.
 */
package dev.understudy.benchmarks;
