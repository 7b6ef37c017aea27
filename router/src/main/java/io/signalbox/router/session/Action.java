package io.signalbox.router.session;

/** What a permission rule allows or denies. */
public enum Action {
    CALL,
    REGISTER,
    PUBLISH,
    SUBSCRIBE
}
