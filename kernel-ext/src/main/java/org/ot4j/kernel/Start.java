package org.ot4j.kernel;

import java.lang.reflect.InvocationTargetException;

/**
 * What the launcher starts: the kernel's own main class, after the compiler's path was put where
 * JShell looks for it. That is the property of the class path, so the compiler and the running
 * program can have different ones: folders the one, jars the other, with the same classes.
 */
public final class Start {
    private static final String MAIN = "org.dflib.jjava.distro.JJava";
    private static final String CLASS_PATH = "java.class.path";
    private static final String COMPILER_PATH = "ot4j.compiler.path";

    private static String classPath;

    private Start() {}

    public static void main(String[] args) throws Throwable {
        String folders = System.getProperty(COMPILER_PATH);
        if (folders != null) {
            classPath = System.setProperty(CLASS_PATH, folders);
        }
        try {
            Class.forName(MAIN).getMethod("main", String[].class).invoke(null, (Object) args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /**
     * Puts the property back for all who look at it later; the compiler has read it at its first
     * use.
     */
    static void end() {
        if (classPath != null) {
            System.setProperty(CLASS_PATH, classPath);
        }
    }
}
