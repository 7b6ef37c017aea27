package io.signalbox.router.store;

/**
 * Bounds of a query by publication id (spec: Event History). Publication ids are random, so the position in the history
 * decides. Immutable and thread-safe.
 *
 * @param from the first publication, inclusive; 0 for no bound
 * @param after the first publication, exclusive; 0 for no bound
 * @param before the last publication, exclusive; 0 for no bound
 * @param until the last publication, inclusive; 0 for no bound
 */
public record PublicationRange(long from, long after, long before, long until) {
    public static final PublicationRange ALL = new PublicationRange(0, 0, 0, 0);

    /** Lookup of the position of a publication in a history; negative when the history does not contain it. */
    interface Positions<E extends Exception> {
        long of(long publication) throws E;
    }

    /** Bounds by position, both inclusive. */
    record Within(long first, long last) {}

    /** The history does not contain a publication that the query names. */
    static final class UnknownPublicationException extends Exception {
        private static final long serialVersionUID = 1L;

        final long publication;

        UnknownPublicationException(long publication) {
            super("publication " + publication);
            this.publication = publication;
        }
    }

    <E extends Exception> Within within(Positions<E> positions) throws E, UnknownPublicationException {
        long first = 0;
        long last = Long.MAX_VALUE;
        if (from != 0) {
            first = known(from, positions);
        }
        if (after != 0) {
            first = Math.max(first, known(after, positions) + 1);
        }
        if (until != 0) {
            last = known(until, positions);
        }
        if (before != 0) {
            last = Math.min(last, known(before, positions) - 1);
        }
        return new Within(first, last);
    }

    private static <E extends Exception> long known(long publication, Positions<E> positions)
            throws E, UnknownPublicationException {
        long position = positions.of(publication);
        if (position < 0) {
            throw new UnknownPublicationException(publication);
        }
        return position;
    }
}
