/** Who a peer is: a key made at start, certified from a shared secret or by files, and the claimant that its fingerprint is. */
package dev.understudy.vmm.identity;
