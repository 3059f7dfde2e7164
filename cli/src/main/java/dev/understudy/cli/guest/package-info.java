/**
 * Debian guests: built from the packages of a mirror by the host's own apt and e2fsprogs, without root, and kept in a folder
 * of the user. Knows packages, tar, cpio, ext4 and what a guest starts; must never know how a guest is run, nor name a mirror.
 */
package dev.understudy.cli.guest;
