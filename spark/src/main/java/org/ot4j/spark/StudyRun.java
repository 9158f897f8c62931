package org.ot4j.spark;

import java.io.Serializable;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * One run of a study: a model, how it is trained, and a seed.
 *
 * @param model its name in the study
 * @param recipe of the model, as JSON
 * @param settings of its training, as JSON
 * @param data the fingerprint of what it is trained on
 */
record StudyRun(String model, String recipe, String settings, long seed, String data)
        implements Serializable {
    private static final int DIGITS = 12;

    /**
     * The name of its files. Another recipe, other settings or other data give another name, so
     * that a study which has changed does not take the results of what it was.
     */
    String file() {
        String all = String.join("\n", recipe, settings, data);
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(all.getBytes(StandardCharsets.UTF_8));
            return String.join(
                    "-",
                    URLEncoder.encode(model, StandardCharsets.UTF_8).replace("*", "%2A"),
                    Long.toString(seed),
                    HexFormat.of().formatHex(digest).substring(0, DIGITS));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    String rows() {
        return "rows/" + file() + ".json";
    }

    String checkpoint() {
        return "checkpoints/" + file() + ".ot4j";
    }

    @Override
    public String toString() {
        return model + ", seed " + seed;
    }
}
