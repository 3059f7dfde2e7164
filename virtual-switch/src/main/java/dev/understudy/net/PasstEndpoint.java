package dev.understudy.net;

import java.nio.file.Path;

/**
 * Where the passt of a guest listens.
 *
 * @param guestAddress IPv4, in the gateway's network
 * @param socket of the Unix domain; need not be there yet
 */
public record PasstEndpoint(int guestAddress, Path socket) {}
