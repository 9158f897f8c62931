package org.ot4j.kernel.magic;

import java.nio.file.Path;
import java.util.List;

/**
 * A data set that can be loaded by name.
 *
 * @param name the name that the user gives
 * @param what description for users
 * @param files its files on disk; empty if there are none or none are needed
 * @param download number of bytes that the first use would download; 0 if nothing is missing
 * @param made whether samples are generated, as many as requested
 * @param code Java that loads it; %d and %d stand for number and seed if samples are generated
 */
record DataChoice(
        String name, String what, List<Path> files, long download, boolean made, String code) {

    static DataChoice made(String name, String what, String code) {
        return new DataChoice(name, what, List.of(), 0, true, code);
    }

    /** The Java that loads {@code n} samples; all of a file if {@code n} is null. */
    String code(Integer n, long seed) {
        if (made) {
            return String.format(code, n == null ? 2_000 : n, seed);
        }
        return n == null ? code : code + ".subset(" + n + ", " + seed + ")";
    }

    /** Its location. */
    String where() {
        if (made) {
            return "generated on the spot";
        }
        return download == 0 ? files.get(0).toString() : "on the internet";
    }
}
