package io.signalbox.router.session;

/** Why a procedure of the router itself gives no result: the ERROR for its caller. */
public final class ProcedureError extends Exception {
    private static final long serialVersionUID = 1L;

    private final String uri;

    /** @param text what the caller is told, as the only argument of the ERROR */
    public ProcedureError(String uri, String text) {
        super(text);
        this.uri = uri;
    }

    public String uri() {
        return uri;
    }
}
