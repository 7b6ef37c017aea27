package io.signalbox.router.session;

/** Actions that a permission rule allows or denies. */
public enum Action {
    CALL,
    REGISTER,
    PUBLISH,
    SUBSCRIBE
}
