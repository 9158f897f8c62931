package org.ot4j.kernel.output;

/** The stream that text is printed to. */
public enum Stream {
    OUT,
    ERR
}
