/**
 * Credentials of a client: one {@link io.signalbox.client.auth.Authentication} for each method, several of them in {@link
 * io.signalbox.client.auth.Authentications}, and the steps of one login.
 */
package io.signalbox.client.auth;
