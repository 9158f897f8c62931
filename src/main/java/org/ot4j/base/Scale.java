package org.ot4j.base;

import java.util.Locale;
import org.ot4j.internal.Check;

/**
 * The scale of a notebook's experiments, set by the environment variable {@code OT4J_SCALE}; {@link
 * #QUICK} by default.
 *
 * <pre>{@code
 * var scale = Scale.here();
 * int steps = scale.of(20, 2_000, 20_000);
 * }</pre>
 */
public enum Scale {
    /** Seconds: shows that every cell runs. Its numbers mean nothing. */
    SMOKE,
    /** Minutes: produces the numbers that a notebook's text refers to. */
    QUICK,
    /** The paper's own sizes: hours or days. */
    PAPER;

    /**
     * The scale that {@code OT4J_SCALE} names: smoke, quick or paper.
     *
     * @throws IllegalArgumentException if it names another
     */
    public static Scale here() {
        return named(System.getenv("OT4J_SCALE"));
    }

    /** The number for this scale. */
    public int of(int smoke, int quick, int paper) {
        return switch (this) {
            case SMOKE -> smoke;
            case QUICK -> quick;
            case PAPER -> paper;
        };
    }

    /** The scale with this name; {@link #QUICK} if it is null or blank. */
    static Scale named(String name) {
        if (name == null || name.isBlank()) {
            return QUICK;
        }
        for (Scale scale : values()) {
            if (scale.name().toLowerCase(Locale.ROOT).equals(name.strip())) {
                return scale;
            }
        }
        throw Check.error("OT4J_SCALE", name, "smoke, quick or paper");
    }
}
