package io.signalbox.router.meta;

/**
 * What the meta API of a realm is like.
 *
 * @param enabled whether there is one
 */
public record MetaSettings(boolean enabled, MetaLimits limits) {
    public static final MetaSettings DEFAULTS = new MetaSettings(true, new MetaLimits(100, 1 << 20, 64 << 10));

    /**
     * How much sessions may ask of the router's own procedures.
     *
     * @param maxTestaments of one session
     * @param maxTestamentSizeBytes of all testaments of one session, as they came in
     * @param maxProcedureArgumentBytes of a call to a procedure of the router, but for one that makes a testament
     */
    public record MetaLimits(int maxTestaments, int maxTestamentSizeBytes, int maxProcedureArgumentBytes) {}
}
