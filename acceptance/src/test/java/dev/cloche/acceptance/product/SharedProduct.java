package dev.cloche.acceptance.product;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives tests what they ask for in their constructors, or as parameters: the one [Product] that
/// they share, started for the first of them and stopped after the last; a [Caller] of a tenant of
/// its own; a [Sandbox] of that caller's, in which every language runs. The last two are of one
/// test, and the sandbox is closed after it.
public final class SharedProduct implements ParameterResolver {

    private static final Namespace MINE = Namespace.create(SharedProduct.class);
    private static final Set<Class<?>> GIVEN = Set.of(Product.class, Caller.class, Sandbox.class);

    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
        // What a constructor is given lives as long as the instance, not as long as the class.
        return ExtensionContextScope.TEST_METHOD;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return GIVEN.contains(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> wanted = parameter.getParameter().getType();
        if (wanted == Product.class) {
            return product(context);
        }
        return wanted == Caller.class ? caller(context) : sandbox(context);
    }

    private static Product product(ExtensionContext context) {
        return context.getRoot()
                .getStore(MINE)
                .computeIfAbsent(Start.class, _ -> Start.now(), Start.class)
                .product();
    }

    private static Caller caller(ExtensionContext context) {
        return context.getStore(MINE)
                .computeIfAbsent(Caller.class, _ -> product(context).newTenant(), Caller.class);
    }

    private static Sandbox sandbox(ExtensionContext context) {
        return context.getStore(MINE)
                .computeIfAbsent(Sandbox.class, _ -> Sandbox.open(caller(context)), Sandbox.class);
    }

    // A start that failed is remembered: it would not go better for the next test.
    private record Start(@Nullable Product started, @Nullable RuntimeException failure)
            implements AutoCloseable {

        static Start now() {
            try {
                return new Start(Product.start(), null);
            } catch (RuntimeException e) {
                return new Start(null, e);
            }
        }

        Product product() {
            if (started == null) {
                throw new IllegalStateException("the product did not start", failure);
            }
            return started;
        }

        @Override
        public void close() {
            if (started != null) {
                started.close();
            }
        }
    }
}
