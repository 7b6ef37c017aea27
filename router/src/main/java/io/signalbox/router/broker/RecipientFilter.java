package io.signalbox.router.broker;

import io.signalbox.protocol.options.PublishOptions;
import io.signalbox.router.session.RouterSession;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Who may receive one publication (spec: Subscriber Black- and Whitelisting). A list that is absent restricts nothing,
 * an empty white list admits nobody, and exclusion wins.
 */
final class RecipientFilter {
    /** Beyond this a list is searched by hash. */
    private static final int MAX_LINEAR = 8;

    private final Collection<Long> exclude;
    private final Collection<String> excludeAuthid;
    private final Collection<String> excludeAuthrole;
    private final Collection<Long> eligible;
    private final Collection<String> eligibleAuthid;
    private final Collection<String> eligibleAuthrole;

    private RecipientFilter(PublishOptions options) {
        exclude = searchable(options.exclude());
        excludeAuthid = searchable(options.excludeAuthid());
        excludeAuthrole = searchable(options.excludeAuthrole());
        eligible = searchable(options.eligible());
        eligibleAuthid = searchable(options.eligibleAuthid());
        eligibleAuthrole = searchable(options.eligibleAuthrole());
    }

    /** The filter that these options ask for, or null when they admit everybody. */
    static RecipientFilter of(PublishOptions options) {
        boolean restricts = options.exclude() != null
                || options.excludeAuthid() != null
                || options.excludeAuthrole() != null
                || options.eligible() != null
                || options.eligibleAuthid() != null
                || options.eligibleAuthrole() != null;
        return restricts ? new RecipientFilter(options) : null;
    }

    boolean admits(RouterSession session) {
        String authid = session.principal().authid();
        String authrole = session.role().name();
        return isListed(eligible, session.id(), true)
                && isListed(eligibleAuthid, authid, true)
                && isListed(eligibleAuthrole, authrole, true)
                && !isListed(exclude, session.id(), false)
                && !isListed(excludeAuthid, authid, false)
                && !isListed(excludeAuthrole, authrole, false);
    }

    private static <E> boolean isListed(Collection<E> list, E value, boolean ifAbsent) {
        return list == null ? ifAbsent : list.contains(value);
    }

    private static <E> Collection<E> searchable(List<E> list) {
        if (list == null || list.size() <= MAX_LINEAR) {
            return list;
        }
        Set<E> set = new HashSet<>(list);
        return set;
    }
}
