package io.signalbox.router.process;

/**
 * Exit of a process that no start follows.
 *
 * @param worker id of the worker
 * @param failure whether the exit code was not 0, or the program could not be started
 */
public record WorkerExit(String worker, boolean failure) {}
