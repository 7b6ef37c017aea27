package io.signalbox.router.meta;

/**
 * Settings of a realm's meta API.
 *
 * @param enabled whether the realm has a meta API
 */
public record MetaSettings(boolean enabled, MetaLimits limits) {
    public static final MetaSettings DEFAULTS = new MetaSettings(true, new MetaLimits(100, 1 << 20, 64 << 10, 10_000));

    /**
     * Limits on the use of the router's own procedures by one session, and on the calls of the router itself.
     *
     * @param maxTestaments largest number of testaments
     * @param maxTestamentSizeBytes largest size of all testaments, in encoded bytes
     * @param maxProcedureArgumentBytes largest size of the arguments of one call, {@code add_testament} excepted
     * @param maxServiceCalls largest number of open calls of the router itself to one procedure of the realm
     */
    public record MetaLimits(
            int maxTestaments, int maxTestamentSizeBytes, int maxProcedureArgumentBytes, int maxServiceCalls) {}
}
