using AIOps.Contracts.Telemetry;

namespace AIOps.Server.Web.Api;

/// <summary>Workloads and the edges between them; cut when there are more edges than are shown at once.</summary>
internal sealed record TopologyView(IReadOnlyList<string> Workloads, IReadOnlyList<EdgeObservation> Edges, bool Cut);
