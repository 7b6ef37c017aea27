package io.signalbox.transport.tls;

/** TLS settings or files that cannot be used. The message has the file, the problem and the remedy. */
public final class TlsDefect extends Exception {
    private static final long serialVersionUID = 1L;

    private final String key;
    private final String problem;
    private final String remedy;

    TlsDefect(String key, String problem, String remedy, Throwable cause) {
        super(problem + " - " + remedy, cause);
        this.key = key;
        this.problem = problem;
        this.remedy = remedy;
    }

    TlsDefect(String key, String problem, String remedy) {
        this(key, problem, remedy, null);
    }

    /** Returns the key of the node configuration at fault, relative to {@code tls}, such as {@code certificate}. */
    public String key() {
        return key;
    }

    public String problem() {
        return problem;
    }

    public String remedy() {
        return remedy;
    }
}
