package io.signalbox.router.node;

import io.signalbox.router.document.ConfigPlace;

/** Part of a node, with the place of its item in the configuration. */
record Placed<T>(T part, ConfigPlace place) {}
