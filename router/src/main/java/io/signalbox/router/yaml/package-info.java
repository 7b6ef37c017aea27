/**
 * YAML 1.1 as PyYAML reads it, which Crossbar.io reads its configuration with: a tree of values that know their places. Knows
 * nothing of configurations.
 */
package io.signalbox.router.yaml;
