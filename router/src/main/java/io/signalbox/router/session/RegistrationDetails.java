package io.signalbox.router.session;

import io.signalbox.protocol.message.InvokePolicy;
import io.signalbox.protocol.message.MatchPolicy;

/**
 * Properties of a registration in the meta API (spec: Registration Meta API).
 *
 * @param createdMillis since the epoch
 * @param uri the procedure or pattern
 */
public record RegistrationDetails(long id, long createdMillis, String uri, MatchPolicy match, InvokePolicy invoke) {}
