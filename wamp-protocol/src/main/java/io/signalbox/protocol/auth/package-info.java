/**
 * Computations of the authentication methods, of both the client and the router: keys, challenges, signatures. No class
 * keeps state or decides who may join.
 */
package io.signalbox.protocol.auth;
