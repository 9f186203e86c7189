package dev.cloche.acceptance.product;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives tests the one product that they share: started for the first of them, stopped after the
/// last.
public final class SharedProduct implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Product.class;
    }

    @Override
    public Product resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(SharedProduct.class))
                .computeIfAbsent(Start.class, _ -> Start.now(), Start.class)
                .product();
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
