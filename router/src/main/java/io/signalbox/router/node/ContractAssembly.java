package io.signalbox.router.node;

import io.signalbox.router.config.NodeLimits;
import io.signalbox.router.config.PayloadContractConfig;
import io.signalbox.router.config.PayloadSchemasConfig;
import io.signalbox.router.contract.BigChecks;
import io.signalbox.router.contract.Contract;
import io.signalbox.router.contract.RealmContracts;
import io.signalbox.router.contract.SchemaDialect;
import io.signalbox.router.session.PayloadContracts;
import java.util.ArrayList;
import java.util.List;

/** Makes the payload contracts of realms. */
final class ContractAssembly {
    private final BigChecks bigChecks;

    private ContractAssembly(BigChecks bigChecks) {
        this.bigChecks = bigChecks;
    }

    static ContractAssembly within(NodeLimits limits) {
        long maxBytes = limits.maxCheckedBytes();
        return new ContractAssembly(new BigChecks(maxBytes == 0 ? BigChecks.defaultMaxBytes() : maxBytes));
    }

    /** The contracts of one realm; null when there are none, so that its sessions need not ask. */
    PayloadContracts assemble(List<PayloadContractConfig> schemas) {
        if (schemas.isEmpty()) {
            return null;
        }
        SchemaDialect dialect = new SchemaDialect();
        List<Contract> contracts = new ArrayList<>();
        for (PayloadContractConfig contract : schemas) {
            Contract.Terms terms = new Contract.Terms(
                    schemas(contract.call()),
                    schemas(contract.result()),
                    schemas(contract.event()),
                    contract.onViolation() == PayloadContractConfig.OnViolation.REJECT,
                    bigChecks.maxBytes());
            contracts.add(Contract.of(dialect, contract.match(), contract.uri(), terms));
        }
        return new RealmContracts(contracts, bigChecks);
    }

    private static Contract.Schemas schemas(PayloadSchemasConfig config) {
        return new Contract.Schemas(config.args(), config.kwargs());
    }
}
