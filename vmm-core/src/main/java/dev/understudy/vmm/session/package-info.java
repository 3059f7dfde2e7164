/** Ways to run one machine alone: run, record, replay. */
package dev.understudy.vmm.session;
