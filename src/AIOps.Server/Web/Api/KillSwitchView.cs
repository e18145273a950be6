namespace AIOps.Server.Web.Api;

/// <summary>A kill switch that is pulled, in the form in which the safeguards read it.</summary>
internal sealed record KillSwitchView(string Scope, string By, string Reason, DateTimeOffset At);
