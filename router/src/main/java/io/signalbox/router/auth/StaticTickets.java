package io.signalbox.router.auth;

import io.signalbox.router.auth.TicketSettings.TicketPrincipal;
import io.signalbox.router.auth.TicketSettings.TicketPrincipals;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;

/** Tickets of a configuration or of a file. Thread-safe. */
public final class StaticTickets implements TicketAuth.Tickets {
    /** Ticket of an unknown authid. Not empty, because the comparison with an empty array ends at once. */
    private static final byte[] NO_TICKET = {0};

    private final Optional<String> defaultRole;
    private final BiPredicate<byte[], byte[]> comparison;
    private volatile Map<String, Entry> byAuthid;

    private record Entry(Grant grant, byte[] ticket) {}

    public StaticTickets(TicketPrincipals principals, Optional<String> defaultRole) {
        this(principals, defaultRole, MessageDigest::isEqual);
    }

    /** @param comparison takes a time that depends on its first argument only, unless its second argument is empty */
    StaticTickets(TicketPrincipals principals, Optional<String> defaultRole, BiPredicate<byte[], byte[]> comparison) {
        this.defaultRole = defaultRole;
        this.comparison = comparison;
        replace(principals);
    }

    /** Replaces the principals. Sessions that have joined stay. */
    public void replace(TicketPrincipals principals) {
        Map<String, Entry> entries = new HashMap<>();
        principals.byAuthid().forEach((authid, principal) -> entries.put(authid, entry(authid, principal)));
        byAuthid = entries;
    }

    private Entry entry(String authid, TicketPrincipal principal) {
        Grant grant =
                new Grant(authid, principal.role().or(() -> defaultRole).orElseThrow(), principal.realm(), Map.of());
        return new Entry(grant, principal.ticket().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public AuthStep judge(AuthRequest request, String ticket) {
        Entry entry = byAuthid.get(request.hello().authid().orElseThrow());
        byte[] expected = entry == null ? NO_TICKET : entry.ticket();
        // The time depends on the length of the shown ticket only.
        boolean isEqual = comparison.test(ticket.getBytes(StandardCharsets.UTF_8), expected);
        if (!isEqual || entry == null) {
            return Refusals.WRONG_CREDENTIALS;
        }
        return new AuthStep.Accepted(entry.grant().identity(TicketAuth.METHOD, PrincipalSource.STATIC));
    }
}
