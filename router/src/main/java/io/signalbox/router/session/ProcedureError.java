package io.signalbox.router.session;

/** Failure of a procedure that the router itself serves, with the content of the ERROR for the caller. */
public final class ProcedureError extends Exception {
    private static final long serialVersionUID = 1L;

    private final String uri;

    /** @param text the only argument of the ERROR */
    public ProcedureError(String uri, String text) {
        super(text);
        this.uri = uri;
    }

    public String uri() {
        return uri;
    }
}
