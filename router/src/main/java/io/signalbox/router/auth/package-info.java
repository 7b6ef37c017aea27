/**
 * Authentication methods and their selection. A method evaluates HELLO and the peer, and answers with an identity, a
 * refusal or a challenge, at once or later. The package depends on no realm.
 */
package io.signalbox.router.auth;
