package io.signalbox.router.meta;

/**
 * What the meta API of a realm is like.
 *
 * @param enabled whether there is one
 * @param maxTestaments of one session
 * @param maxTestamentBytes of all testaments of one session, as they came in
 * @param maxArgumentBytes of a call to a procedure of the router, but for one that makes a testament
 */
public record MetaSettings(boolean enabled, int maxTestaments, int maxTestamentBytes, int maxArgumentBytes) {
    public static final MetaSettings DEFAULTS = new MetaSettings(true, 100, 1 << 20, 64 << 10);
}
