/**
 * YAML 1.1 with the rules of PyYAML, the parser of Crossbar.io: reads a text into a tree with places, and writes a tree. Knows nothing
 * of configurations.
 */
package io.signalbox.router.yaml;
