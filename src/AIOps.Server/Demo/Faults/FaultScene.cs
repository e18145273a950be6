using AIOps.Server.Demo.Stage;

namespace AIOps.Server.Demo.Faults;

/// <summary>Where a fault is done.</summary>
/// <param name="Stage">The service set that runs.</param>
/// <param name="Client">The service that watches it: a deployment announces itself there, as a pipeline would.</param>
/// <param name="Time">The clock.</param>
internal sealed record FaultScene(ServiceStage Stage, ServiceClient Client, TimeProvider Time);
