package org.ot4j.kernel.magic;

/** Text that is shown verbatim. */
record Text(String text) {
    @Override
    public String toString() {
        return text.stripTrailing();
    }
}
