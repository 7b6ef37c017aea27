package io.signalbox.gateway.mediation;

import io.signalbox.gateway.hook.Hook;
import io.signalbox.gateway.hook.Hook.ProcedureHook;
import io.signalbox.gateway.mediation.MediationItem.FaultItem;
import io.signalbox.gateway.mediation.MediationItem.MessageHookItem;
import io.signalbox.gateway.mediation.MediationItem.RouteItem;
import io.signalbox.gateway.relay.Side;
import java.util.Optional;

/** Hooks of one route: for the messages of the clients, for those of the backend, and for faults. */
record Hooks(Optional<Hook> dispatch, Optional<Hook> outflow, Optional<ProcedureHook> fault) {

    /** Returns the hooks of an item without routes. */
    static Hooks of(MediationItem item) {
        return new Hooks(
                item.dispatch().map(MessageHookItem::hook),
                item.outflow().map(MessageHookItem::hook),
                item.fault().map(FaultItem::hook));
    }

    static Hooks of(MediationItem item, RouteItem route) {
        return new Hooks(
                route.dispatch().or(item::dispatch).map(MessageHookItem::hook),
                route.outflow().or(item::outflow).map(MessageHookItem::hook),
                route.fault().or(item::fault).map(FaultItem::hook));
    }

    Optional<Hook> of(Side from) {
        return from == Side.CLIENT ? dispatch : outflow;
    }

    /**
     * Returns whether a procedure may write a message to either side, at any time. The messages of neither side then pass in
     * fragments, between which a message must not be written.
     */
    boolean mayReply() {
        return dispatch.filter(ProcedureHook.class::isInstance).isPresent()
                || outflow.filter(ProcedureHook.class::isInstance).isPresent();
    }
}
