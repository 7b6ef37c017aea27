package io.signalbox.router.node;

import io.signalbox.router.document.ConfigPlace;

/** A part of a node, and the item of the configuration that asks for it. */
record Placed<T>(T part, ConfigPlace place) {}
