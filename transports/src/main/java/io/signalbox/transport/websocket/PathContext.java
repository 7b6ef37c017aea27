package io.signalbox.transport.websocket;

/** What the connections of one path have in common. */
record PathContext(
        WebSocketSettings settings,
        WebSocketResources resources,
        ConnectionWatch watch,
        PeerWarnings warnings,
        ThreadLocal<FlushScratch> scratches) {}
