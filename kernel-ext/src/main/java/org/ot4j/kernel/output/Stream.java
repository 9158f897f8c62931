package org.ot4j.kernel.output;

/** Where text is printed to. */
public enum Stream {
    OUT,
    ERR
}
