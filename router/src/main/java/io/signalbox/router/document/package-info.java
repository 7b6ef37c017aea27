/**
 * Configuration files as text: JSON and YAML parsed into trees with positions, the problems of a file, and trees written as text.
 * Knows no key of a configuration.
 */
package io.signalbox.router.document;
