package org.ot4j.kernel.magic;

import java.util.List;
import jdk.jshell.VarSnippet;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.ot4j.kernel.shell.UserShell;

/** What magics see of the kernel. */
final class Session {
    private final BaseKernel kernel;

    Session(BaseKernel kernel) {
        this.kernel = kernel;
    }

    /** Evaluates code as a cell would, and returns its last value. */
    Object evaluate(String code) {
        return kernel.evalRaw(code);
    }

    /** The variables of the notebook, oldest first. */
    List<VarSnippet> variables() {
        return UserShell.of(kernel).variables().filter(v -> !v.name().startsWith("$")).toList();
    }

    /** The value of a variable of the notebook. */
    Object variable(String name) {
        if (variables().stream().noneMatch(v -> v.name().equals(name))) {
            throw new MagicError("there is no variable " + name + "; %who lists them");
        }
        return evaluate(name);
    }
}
