package io.signalbox.router.node;

import io.signalbox.router.contract.BigChecks;
import io.signalbox.router.contract.Contract;
import io.signalbox.router.contract.ContractSettings;
import io.signalbox.router.contract.RealmContracts;
import io.signalbox.router.contract.SchemaDialect;
import io.signalbox.router.session.PayloadContracts;
import java.util.List;

/** Factory of the payload contracts of realms. */
final class ContractAssembly {
    private final BigChecks bigChecks;

    private ContractAssembly(BigChecks bigChecks) {
        this.bigChecks = bigChecks;
    }

    static ContractAssembly within(NodeConfig.NodeLimits limits) {
        long maxBytes = limits.maxCheckedBytes();
        return new ContractAssembly(new BigChecks(maxBytes == 0 ? BigChecks.defaultMaxBytes() : maxBytes));
    }

    /** Returns the contracts of a realm; null for a realm without contracts, so that its sessions check nothing. */
    PayloadContracts assemble(List<ContractSettings> settings) {
        if (settings.isEmpty()) {
            return null;
        }
        SchemaDialect dialect = new SchemaDialect();
        List<Contract> contracts = settings.stream()
                .map(contract -> contract.compiled(dialect, bigChecks.maxBytes()))
                .toList();
        return new RealmContracts(contracts, bigChecks);
    }
}
