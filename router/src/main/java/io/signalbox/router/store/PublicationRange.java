package io.signalbox.router.store;

/**
 * Bounds by publication. Their ids are random, so they are compared by where they stand in a history (checklist B44).
 *
 * @param from inclusive; here and below 0 stands for no bound
 * @param after exclusive
 * @param before exclusive
 * @param until inclusive
 */
public record PublicationRange(long from, long after, long before, long until) {
    public static final PublicationRange ALL = new PublicationRange(0, 0, 0, 0);

    /** Where a publication stands in a history; negative when it is not there. */
    interface Positions<E extends Exception> {
        long of(long publication) throws E;
    }

    /** Bounds by position, both inclusive. */
    record Within(long first, long last) {}

    /** A publication that a query refers to is not in the history. */
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
