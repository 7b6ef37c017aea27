package io.signalbox.router.extension;

import io.signalbox.router.document.UnboundItem;
import io.signalbox.transport.connection.AssemblyBudget;
import io.signalbox.transport.websocket.DeflateMemory;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What an extension gets from its node.
 *
 * @param id the id of the node in the configuration, or a random id
 * @param agent name and version of the server, such as {@code Signalbox-0.1.0}
 * @param options the item {@code controller.options.gateway}
 * @param environment the variables of the process
 * @param timers runs short tasks that do not block
 * @param cookies the names of the cookies by which the listeners of the node recognize clients. A browser sends them to every port
 *     of a host
 * @param compression the limit of the memory of compressed connections
 * @param assembly the limit of the node for messages and bodies that have arrived in part
 */
public record ExtendedNode(
        String id,
        String agent,
        UnboundItem options,
        Map<String, String> environment,
        ScheduledExecutorService timers,
        Set<String> cookies,
        DeflateMemory compression,
        AssemblyBudget assembly) {}
