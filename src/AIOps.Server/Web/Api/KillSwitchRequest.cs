namespace AIOps.Server.Web.Api;

/// <summary>Why a kill switch is pulled.</summary>
internal sealed record KillSwitchRequest(string? Reason = null);
