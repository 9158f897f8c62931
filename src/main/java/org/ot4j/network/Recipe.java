package org.ot4j.network;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A configuration that can be written to a file and read back: a record whose components are
 * numbers, strings, lists, arrays, enums or recipes. See {@link Recipes}.
 */
public interface Recipe {
    /**
     * A component that files of earlier versions do not have. There it is null, and where it is
     * null it is not written, so that such a file stays as it was.
     */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.RECORD_COMPONENT)
    @interface Added {}
}
