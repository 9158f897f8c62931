package org.ot4j.kernel.shell;

import java.util.Map;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;

/** Lets JShell run snippets in its own process: {@code --execution ot4j}. */
public final class ShellExecutionProvider implements ExecutionControlProvider {
    @Override
    public String name() {
        return "ot4j";
    }

    @Override
    public ExecutionControl generate(ExecutionEnv env, Map<String, String> parameters) {
        Documents.addLater(env);
        return new ShellExecution();
    }
}
